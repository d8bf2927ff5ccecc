"""Maps as folium objects and as files; knows no Streamlit."""
